// Imports run one way: app → components → lib, collectors → lib. Each message says where the code belongs.

// Tests, and what only tests use: a folder testing/, a file testing.ts, somethingFixture.ts.
const helper = "(^|/)testing(/|\\.ts$)|Fixtures?\\.tsx?$";
const anyTest = `\\.(test|spec)\\.tsx?$|${helper}|^(e2e|bench)/`;
const typeOnly = ["type-only"];

const forbidden = [
  {
    name: "lib-is-the-bottom",
    comment:
      "lib/ imports nothing above it. What app, components or collectors share with lib belongs in lib/<domain>; what only one of them needs stays there.",
    from: { path: "^lib/", pathNot: anyTest },
    to: { path: "^(app|components|collectors|simulator|scripts|bench|e2e)/" },
  },
  {
    name: "components-know-no-routes",
    comment:
      "components/ take props. What needs the route (params, search params) belongs in app/, which passes it down.",
    from: { path: "^components/" },
    to: { path: "^(app|collectors|simulator|scripts)/" },
  },
  {
    name: "collectors-and-app-meet-in-postgres",
    comment:
      "Nobody imports collectors/. What both sides need (tables, scopes, judgement) belongs in lib/<domain>; what they tell each other goes through Postgres.",
    from: { pathNot: `^collectors/|${anyTest}` },
    to: { path: "^collectors/" },
  },
  {
    name: "collectors-draw-nothing",
    comment:
      "collectors/ import lib/ only. A function that both a page and a collector need belongs in lib/<domain>.",
    from: { path: "^collectors/", pathNot: anyTest },
    to: { path: "^(app|components|scripts)/" },
  },
  {
    name: "the-simulator-is-reached-over-http",
    comment:
      "Nobody imports simulator/: start it and talk to its port. Only tests, bench and e2e may start it in-process.",
    from: { pathNot: `^simulator/|${anyTest}` },
    to: { path: "^simulator/" },
  },
  {
    name: "the-simulator-stands-alone",
    comment:
      "simulator/ plays AWS and must not share code with what reads it: a mistake in a shared function would cancel out. Write it in simulator/.",
    from: { path: "^simulator/", pathNot: anyTest },
    to: { path: "^(app|components|lib|collectors|scripts)/" },
  },
  {
    name: "the-agent-stands-alone",
    comment:
      "probe/ runs in a container or a Lambda with nothing beside it: Node's own modules and probe/ itself, no package and no code of ours.",
    from: { path: "^probe/", pathNot: anyTest },
    to: { pathNot: "^(node:|probe/)", dependencyTypesNot: ["core"] },
  },
  {
    name: "nobody-imports-the-agent",
    comment: "probe/ is a program: run it and take what it pushes. Only tests may import it.",
    from: { pathNot: `^probe/|${anyTest}` },
    to: { path: "^probe/" },
  },
  {
    name: "aws-sdk-in-collectors-only",
    comment:
      "AWS is asked by collectors/ alone. A page reads what they wrote: add a data function in lib/<domain>.",
    from: { pathNot: `^collectors/|${anyTest}` },
    to: { path: "(^|/)node_modules/(@aws-sdk|@smithy)/" },
  },
  {
    name: "prisma-in-data-and-mutations",
    comment:
      "The Prisma client belongs in lib/db and in files named data.ts or mutations.ts: put the query there and export a function with a named row type.",
    from: { pathNot: `^lib/db/|(^|/)(data|mutations)\\.ts$|^prisma|${anyTest}` },
    to: {
      path: "(^lib/db/(generated/|prisma\\.ts)|(^|/)node_modules/@prisma/(client|adapter-pg)/)",
      dependencyTypesNot: typeOnly,
    },
  },
  {
    name: "compute-is-pure",
    comment:
      "A compute file has no database, environment, clock or AWS: read in data.ts, write in mutations.ts, and pass values and `now` in.",
    from: { path: "(^|/)compute[^/]*\\.ts$", pathNot: anyTest },
    to: {
      path: "^lib/(db/|env\\.ts|log\\.ts)|/(data|mutations|loaders)\\.ts$|(^|/)node_modules/(pg|graphile-worker)/|^(node:)?(fs|net|http|child_process)$",
      dependencyTypesNot: typeOnly,
    },
  },
  {
    name: "components-do-not-read",
    comment:
      "A component gets its data as props: a loader in lib/<domain>/loaders.ts reads, the page calls it. Types may be imported (import type).",
    from: { path: "^components/", pathNot: anyTest },
    to: { path: "^lib/(db|env\\.ts)|^lib/.*/(data|mutations|loaders)\\.ts$", dependencyTypesNot: typeOnly },
  },
  {
    name: "ui-has-no-domain-words",
    comment: "components/ui are building blocks: what knows a domain belongs in components/<domain>.",
    from: { path: "^components/ui/" },
    to: { path: "^(components/(?!ui/)|lib/(?!format/))", dependencyTypesNot: typeOnly },
  },
  {
    name: "test-helpers-stay-in-tests",
    comment:
      "testing/, testing.ts and …Fixture.ts are for tests. What the product needs too belongs in lib/<domain>.",
    from: { pathNot: `${anyTest}|^vitest\\.config\\.ts$` },
    to: { path: helper },
  },
  {
    name: "no-cycles",
    comment: "These files import each other in a circle: move what they share into a file below both.",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: typeOnly } },
  },
  {
    name: "imports-resolve",
    comment: "This import leads nowhere: check the path, or add the package to package.json.",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "packages-are-declared",
    comment: "The package is not in package.json: it is there by accident, and gone with the next update.",
    from: {},
    to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
  },
  {
    name: "no-test-packages-in-the-product",
    comment:
      "npm start installs without devDependencies: move the package to dependencies, or the code to a test.",
    from: {
      path: "^(app|components|lib|collectors|simulator|scripts)/",
      pathNot: `${anyTest}|^scripts/test\\.mjs$`,
    },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: typeOnly },
  },
];

module.exports = {
  forbidden: forbidden.map((rule) => ({ severity: "error", ...rule })),
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: ["node_modules", "lib/db/generated"] },
    exclude: { path: ["\\.next/", "\\.(css|svg|png)$"] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".d.ts"],
    },
  },
};

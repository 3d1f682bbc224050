/** Environment of collectors that talk to the simulator, and to it alone, whatever the machine is signed in to. */
export function simulatorEnv(port: number): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return {
    ...(Object.fromEntries(own) as NodeJS.ProcessEnv),
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    LINKLEDGER_PROMETHEUS_URL: `http://127.0.0.1:${port}/prometheus`,
    AWS_ACCESS_KEY_ID: "simulator",
    AWS_SECRET_ACCESS_KEY: "simulator",
    AWS_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}

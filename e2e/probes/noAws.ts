// Nobody is asked but Prometheus, whatever the machine is signed in to. Imported before anything reads the environment.
Object.assign(process.env, {
  LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
  AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  AWS_ACCESS_KEY_ID: "none",
  AWS_SECRET_ACCESS_KEY: "none",
  AWS_REGION: "us-east-1",
  AWS_MAX_ATTEMPTS: "1",
});

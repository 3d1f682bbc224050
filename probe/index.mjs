// What a Lambda of runtime nodejs24.x or newer is given as its handler (index.handler): it looks for no .ts itself.
export { handler } from "./handler.ts";

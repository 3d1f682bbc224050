const loopback = /^(([\w-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])\.?(:\d{1,5})?$/i;

/**
 * Whether a request's Host names this machine. Without sign-in everybody who reaches the port is let in, and that is
 * this machine alone; but a page of anywhere may have its own name point here (DNS rebinding), and then a browser on
 * this machine reads for it. It cannot keep that name out of Host. A program that sends none is no browser.
 */
export function namesThisMachine(host: string | undefined): boolean {
  return host === undefined || loopback.test(host);
}

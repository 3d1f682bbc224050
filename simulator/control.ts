/** Levers for tests: what is denied, broken, slow. Everything starts off. */
export class Control {
  plain = false;
  costPageSize = 2_000;
  subnetGrainOnly = false;
  maxSessionMs = 43_200_000;
  readonly #regionsOff = new Map<string, "OptInRequired" | "AuthFailure">();
  #revokedBefore = 0;

  /** Session credentials handed out before now count as expired. */
  expireCredentials(): void {
    this.#revokedBefore = Date.now() + 1;
  }

  isRevoked(issuedAt: number): boolean {
    return issuedAt < this.#revokedBefore;
  }

  /** Turns a region off for one account (`*` for all) or on again. */
  setRegionOff(accountId: string, region: string, how: "OptInRequired" | "AuthFailure" | null): void {
    if (how === null) this.#regionsOff.delete(`${accountId}/${region}`);
    else this.#regionsOff.set(`${accountId}/${region}`, how);
  }

  isRegionOff(accountId: string, region: string): "OptInRequired" | "AuthFailure" | undefined {
    return this.#regionsOff.get(`${accountId}/${region}`) ?? this.#regionsOff.get(`*/${region}`);
  }
}

/** Holds an IANA time zone name. */
export const timeZoneCookie = "linkledger-time-zone";

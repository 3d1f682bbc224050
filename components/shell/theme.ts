import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const accent: MantineColorsTuple = [
  "#eef2ff",
  "#dbe4fe",
  "#c3d1fe",
  "#a3b8ff",
  "#7c9bff",
  "#5579f5",
  "#2f5bea",
  "#2449c9",
  "#1e3ca3",
  "#1b3482",
];
const gray: MantineColorsTuple = [
  "#f7f8fa",
  "#eef0f3",
  "#e4e7ec",
  "#cfd4dc",
  "#b3bac6",
  "#8a93a1",
  "#626b79",
  "#4a5361",
  "#2c333d",
  "#14181f",
];
const dark: MantineColorsTuple = [
  "#e8ecf2",
  "#c9d1dc",
  "#aab4c2",
  "#8f9aaa",
  "#364152",
  "#252d39",
  "#1a212b",
  "#141a22",
  "#0d1117",
  "#080b10",
];

/** The library's components in the visual language of `app/globals.css`. */
export const theme = createTheme({
  colors: { accent, gray, dark },
  primaryColor: "accent",
  primaryShade: 6,
  black: "#14181f",
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "11.5px", sm: "12.5px", md: "13px", lg: "15px", xl: "20px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.45", lg: "1.45", xl: "1.4" },
  headings: {
    fontFamily: "var(--font)",
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "1.3" },
      h2: { fontSize: "13px", lineHeight: "1.4" },
      h3: { fontSize: "13px", lineHeight: "1.4" },
    },
  },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "20px", xl: "28px" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "16px" },
  defaultRadius: "sm",
  breakpoints: { xs: "30em", sm: "45em", md: "62em", lg: "75em", xl: "90em" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Table: {
      defaultProps: { horizontalSpacing: 8, verticalSpacing: 6, fz: "md", borderColor: "var(--line)" },
    },
    Tooltip: { defaultProps: { openDelay: 200, withArrow: false, fz: "sm", multiline: true, maw: 340 } },
    Button: { defaultProps: { size: "compact-md", fw: 500 } },
    ActionIcon: { defaultProps: { variant: "default", size: 30 } },
    Skeleton: { defaultProps: { radius: "xs" } },
  },
});

/** Points the library's own variables at the tokens, so that both themes and print have one source. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const tokens = {
    "--mantine-color-body": "var(--panel)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--text-2)",
    "--mantine-color-placeholder": "var(--text-3)",
    "--mantine-color-default": "var(--panel)",
    "--mantine-color-default-hover": "var(--unknown-soft)",
    "--mantine-color-default-color": "var(--text)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-anchor": "var(--accent)",
    "--mantine-color-error": "var(--bad)",
    "--chart-grid-color": "var(--line)",
    "--chart-text-color": "var(--text-3)",
  };
  return { variables: {}, light: tokens, dark: tokens };
};

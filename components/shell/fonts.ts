import localFont from "next/font/local";

/**
 * The letters that nearly all text is written in, asked for with the page itself. Where they come too late, that visit
 * keeps the font that stands in for them: text that changes its font while one reads breaks its lines anew.
 */
export const inter = localFont({
  src: "../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  weight: "100 900",
  variable: "--inter",
  display: "optional",
  adjustFontFallback: false,
});

import type { ReactNode } from "react";
import { WhoMenu } from "#components/access/WhoMenu.tsx";
import type { Who } from "#lib/access/loaders.ts";
import type { Freshness } from "#lib/runs/freshness.ts";
import { FreshnessIndicator } from "./FreshnessIndicator.tsx";
import { Navigation } from "./Navigation.tsx";
import { Palette } from "./Palette.tsx";
import { SettingsMenu } from "./SettingsMenu.tsx";
import { StoppedBanner } from "./StoppedBanner.tsx";
import classes from "./shell.module.css";

/** Navigation, top bar and the place for the page. */
export function Shell({ freshness, who, children }: { freshness: Freshness; who: Who; children: ReactNode }) {
  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <Navigation initial={freshness} closed={who.closed} />
      <header className={classes.top}>
        <Palette closed={who.closed} />
        <div className={classes.topEnd}>
          <FreshnessIndicator initial={freshness} />
          <SettingsMenu />
          <WhoMenu who={who} />
        </div>
      </header>
      <main id="main" tabIndex={-1} className={classes.main}>
        <StoppedBanner initial={freshness} />
        {children}
      </main>
    </div>
  );
}

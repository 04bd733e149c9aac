// The base comes first, so that a part's own rules win.
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/print.css";
import { speak, spokenLanguage } from "./locales";

await speak(navigator.languages);
document.documentElement.lang = spokenLanguage();
// Only now: tables of words are made when their module is read.
await import("./window");

import { mount } from "svelte";

import "./shared/fonts.css";
import "./shared/tokens.css";
import "./shared/base.css";
import App from "./views/App.svelte";

mount(App, { target: document.getElementById("app")! });

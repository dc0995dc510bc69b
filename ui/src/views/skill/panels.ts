/** What stands under the tabs of a skill, but for the first one, which is shown with the skill itself. */
export { default as Code } from "./Code.svelte";
export { default as Found } from "./Found.svelte";
export { default as History } from "./History.svelte";
export { default as Packages } from "./Packages.svelte";
export { default as Reviews } from "./Reviews.svelte";

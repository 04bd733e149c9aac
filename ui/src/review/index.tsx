export { ReviewPage } from "./page";

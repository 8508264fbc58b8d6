export { BUDGET, type BudgetRow } from "./budget.js";
export type { Channel, Encoding, Format } from "./channel.js";
export {
  type Application,
  CONFIGURATIONS,
  type Configuration,
  channelOf,
  type Dictionary,
  dictionary,
} from "./dictionary.js";
export { xtceOf } from "./xtce.js";

export { agedIntercepts, availableIn, type Catalogue, firstCatalogue, withItems, withoutItems } from "./catalogue.ts";
export { type CatalogueOptions, type CreatorsOptions, catalogueSchema, isSettled, productionOf } from "./options.ts";

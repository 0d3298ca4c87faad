/** A promise that was broken; ends the simulation. */
export class Violation extends Error {}

/** The version of this package, as it tells the server. */
export const sdkVersion = '0.1.0'

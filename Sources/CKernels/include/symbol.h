// Where the libraries of this process lie.

#ifndef SHINSO_SYMBOL_H
#define SHINSO_SYMBOL_H

#ifdef __cplusplus
extern "C" {
#endif

/// The file that brought the function or variable `symbol` into this process, or null if none did.
/// The text lives as long as the process.
const char *shinso_file_of_symbol(const char *symbol);

#ifdef __cplusplus
}
#endif

#endif

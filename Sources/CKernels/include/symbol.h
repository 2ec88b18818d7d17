// Finds the files of the libraries in this process.

#ifndef SHINSO_SYMBOL_H
#define SHINSO_SYMBOL_H

#ifdef __cplusplus
extern "C" {
#endif

/// The file that provides the function or variable `symbol` in this process, or null if there is
/// none. The text stays valid as long as the process runs.
const char *shinso_file_of_symbol(const char *symbol);

#ifdef __cplusplus
}
#endif

#endif

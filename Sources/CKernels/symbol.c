// dladdr is a GNU extension, which Swift does not see.
#define _GNU_SOURCE
#include "symbol.h"

#include <dlfcn.h>
#include <stddef.h>

const char *shinso_file_of_symbol(const char *symbol) {
  void *address = dlsym(RTLD_DEFAULT, symbol);
  Dl_info found;
  return address && dladdr(address, &found) ? found.dli_fname : NULL;
}

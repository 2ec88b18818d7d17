#define TILE 4
#define FILTER 3
#include "winograd_portable.h"

#define TILE 4
#define FILTER 5
#include "winograd_portable.h"

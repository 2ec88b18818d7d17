#define TILE 5
#define FILTER 3
#include "winograd_portable.h"

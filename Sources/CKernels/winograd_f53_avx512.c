#define TILE 5
#define FILTER 3
#include "winograd_avx512.h"

// Another platform's mathematics: every answer of libm is off by one in its last place, down, up or either way
// by its argument (WAY=down, up or either). Results must not notice.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static double off(double x, double y) {
    static char way;
    if (!way) {
        const char *asked = getenv("WAY");
        way = asked ? *asked : 'e';
    }
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int is_up = way == 'u' || (way == 'e' && bits * 0x9E3779B97F4A7C15u >> 63);
    return nextafter(y, is_up ? INFINITY : -INFINITY);
}

#define ONE(name)                                                  \
    double name(double x) {                                        \
        static double (*real)(double);                             \
        if (!real) real = (double (*)(double))dlsym(RTLD_NEXT, #name); \
        return off(x, real(x));                                    \
    }
#define TWO(name)                                                  \
    double name(double x, double y) {                              \
        static double (*real)(double, double);                     \
        if (!real) real = (double (*)(double, double))dlsym(RTLD_NEXT, #name); \
        return off(x + y, real(x, y));                             \
    }

ONE(exp) ONE(exp2) ONE(expm1) ONE(log) ONE(log2) ONE(log10) ONE(log1p)
ONE(sin) ONE(cos) ONE(tan) ONE(asin) ONE(acos) ONE(atan)
ONE(sinh) ONE(cosh) ONE(tanh) ONE(cbrt) ONE(tgamma) ONE(lgamma)
TWO(pow) TWO(atan2) TWO(hypot)

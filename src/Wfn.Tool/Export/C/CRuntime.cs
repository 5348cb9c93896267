namespace Wfn.Tool.Export.C;

/// <summary>The functions that every header carries.</summary>
internal static class CRuntime
{
    /// <summary>Their text, with <c>WFN_</c> in the place of the header's prefix.</summary>
    public const string Text = """
        #if defined(__GNUC__)
        #define WFN_fn static __attribute__((unused))
        #else
        #define WFN_fn static
        #endif
        /* To nearest, ties away from zero. */
        WFN_fn int64_t WFN_shift(int64_t v, int bits) {
            int64_t half;
            if (bits <= 0) return v * ((int64_t)1 << -bits);
            half = (int64_t)1 << (bits - 1);
            return v >= 0 ? (v + half) >> bits : -((half - v) >> bits);
        }
        WFN_fn int32_t WFN_clamp(int64_t v, int32_t low, int32_t high) { return v < low ? low : v > high ? high : (int32_t)v; }
        WFN_fn int32_t WFN_rescale(int64_t v, int bits, int32_t low, int32_t high) { return WFN_clamp(WFN_shift(v, bits), low, high); }
        /* x times a value of the codebook: its terms are +-2^e, stored as e or ~e; nothing is multiplied. Sums are modulo 2^32. */
        WFN_fn uint32_t WFN_times(int32_t x, const uint16_t *starts, const int16_t *terms, int index) {
            uint32_t sum = 0;
            int t;
            for (t = starts[index]; t < starts[index + 1]; t++)
                sum = terms[t] >= 0 ? sum + ((uint32_t)x << terms[t]) : sum - ((uint32_t)x << ~terms[t]);
            return sum;
        }
        WFN_fn void WFN_copy(const int32_t *x, int32_t *y, int32_t n) { while (n-- > 0) *y++ = *x++; }
        WFN_fn void WFN_quantize(const float *x, int32_t *q, int32_t n, int fraction_bits, int32_t low, int32_t high) {
            double factor = 1;
            int32_t i;
            for (i = 0; i < fraction_bits; i++) factor *= 2;
            for (i = 0; i > fraction_bits; i--) factor /= 2;
            for (i = 0; i < n; i++) {
                double v = (double)x[i] * factor;
                if (!(v > low)) q[i] = v <= low ? low : 0;
                else if (v >= high) q[i] = high;
                else {
                    int64_t whole = (int64_t)(v < 0 ? -v : v);
                    if ((v < 0 ? -v : v) - (double)whole >= 0.5) whole++;
                    q[i] = WFN_clamp(v < 0 ? -whole : whole, low, high);
                }
            }
        }
        WFN_fn void WFN_dequantize(const int32_t *q, float *x, int32_t n, int fraction_bits) {
            double factor = 1;
            int32_t i;
            for (i = 0; i < fraction_bits; i++) factor /= 2;
            for (i = 0; i > fraction_bits; i--) factor *= 2;
            for (i = 0; i < n; i++) x[i] = (float)((double)q[i] * factor);
        }

        """;
}

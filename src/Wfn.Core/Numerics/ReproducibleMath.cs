using Wfn.Kernels;

namespace Wfn.Numerics;

/// <summary>
/// Functions worked out by additions, multiplications, divisions and roots alone, which IEEE 754 rounds alike everywhere. They carry
/// the names of <see cref="Math"/>'s and <see cref="SpecialFunctions"/>', in whose place they stand; what is missing here is exact in
/// <see cref="Math"/> or itself made of these alone.
/// </summary>
public static class ReproducibleMath
{
    private const double LogOf2 = 0.6931471805599453;
    private const double RootOf2 = 1.4142135623730951;

    // π/2 in three parts: k times the first two is exact for every |k| below 2^20.
    private const double HalfPiHigh = 1.5707963267341256;
    private const double HalfPiMiddle = 6.077100506303966E-11;
    private const double HalfPiLow = 2.0222662487959506E-21;
    private const double TwoPi = 6.283185307179586;

    // What is larger is brought below by whole turns of a rounded 2π first: its own last bit is worth as much.
    private const double LargestAngle = 1 << 20;

    /// <summary>e^x.</summary>
    public static double Exp(double x) => Exponential.Of(x);

    /// <summary>ln x.</summary>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
        {
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        }

        // x = m · 2^k with m between √½ and √2. Numbers without a leading 1 get one first.
        var scaled = x < FixedPointRounding.PowerOfTwo(-1022) ? x * FixedPointRounding.PowerOfTwo(54) : x;
        var bits = BitConverter.DoubleToInt64Bits(scaled);
        var k = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & ((1L << 52) - 1)) | (1023L << 52));
        if (m > RootOf2)
        {
            m /= 2;
            k++;
        }

        // ln m = 2 artanh s; |s| ≤ 0.172, so that the first term left out is below 1e-18.
        var s = (m - 1) / (m + 1);
        var sum = 0.0;
        for (var term = 21; term >= 1; term -= 2)
        {
            sum = (1.0 / term) + (s * s * sum);
        }

        return ((scaled == x ? k : k - 54) * LogOf2) + (2 * s * sum);
    }

    /// <summary>log2 x.</summary>
    internal static double Log2(double x) => Log(x) * 1.44269504088896340736;

    /// <summary>ln(1 + x).</summary>
    public static double Log1P(double x)
    {
        var sum = 1 + x;
        return sum == 1 || double.IsInfinity(sum) ? x : Log(sum) * (x / (sum - 1));
    }

    /// <summary>e^x − 1.</summary>
    public static double ExpM1(double x)
    {
        if (!(Math.Abs(x) < 0.5))
        {
            return Exp(x) - 1;
        }

        // Taylor's series without its first term.
        var sum = 1.0;
        for (var term = 18; term >= 2; term--)
        {
            sum = 1 + (x / term * sum);
        }

        return x * sum;
    }

    /// <summary>The hyperbolic tangent.</summary>
    public static double Tanh(double x)
    {
        var size = Math.Abs(x);
        var power = ExpM1(-2 * size);
        var value = -power / (2 + power);
        return x < 0 ? -value : x > 0 ? value : x;
    }

    /// <summary>The sine; exact to about 1e-15 for angles up to a million, to the angle's own precision beyond.</summary>
    public static double Sin(double x) => Quadrant(x) is var (turns, angle) && (turns & 1) == 0 ? Signed(turns, SineOf(angle)) : Signed(turns, CosineOf(angle));

    /// <summary>The cosine; exact as the sine.</summary>
    public static double Cos(double x) => Quadrant(x) is var (turns, angle) && (turns & 1) == 0
        ? Signed(turns, CosineOf(angle))
        : Signed(turns + 2, SineOf(angle));

    /// <summary>x^y.</summary>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1)
        {
            return 1;
        }

        if (double.IsNaN(x) || double.IsNaN(y))
        {
            return double.NaN;
        }

        var isWhole = Math.Floor(y) == y;
        if (isWhole && Math.Abs(y) <= 64)
        {
            return y > 0 ? Whole(x, (int)y) : 1 / Whole(x, (int)-y);
        }

        var size = Math.Abs(x);
        var value = size == 0 || double.IsInfinity(size) ? (size == 0) == (y > 0) ? 0 : double.PositiveInfinity : Exp(y * Log(size));
        var isOdd = isWhole && Math.Abs(y) < FixedPointRounding.PowerOfTwo(53) && Math.Floor(y / 2) * 2 != y;
        return x >= 0 || (isWhole && !isOdd) || size == 0 || double.IsInfinity(y) ? value : isWhole ? -value : double.NaN;
    }

    private static double Whole(double x, int exponent)
    {
        var result = 1.0;
        for (var square = x; exponent > 0; exponent >>= 1, square *= square)
        {
            result = (exponent & 1) == 1 ? result * square : result;
        }

        return result;
    }

    // The angle as quarter turns and a rest of at most half a quarter.
    private static (int Turns, double Angle) Quadrant(double x)
    {
        if (Math.Abs(x) > LargestAngle)
        {
            x %= TwoPi;
        }

        var k = Math.Floor((x / (TwoPi / 4)) + 0.5);
        return ((int)k & 3, ((x - (k * HalfPiHigh)) - (k * HalfPiMiddle)) - (k * HalfPiLow));
    }

    private static double Signed(int turns, double value) => (turns & 2) == 0 ? value : -value;

    private static double SineOf(double x)
    {
        var sum = 1.0;
        for (var term = 20; term >= 2; term -= 2)
        {
            sum = 1 - (x * x / (term * (term + 1)) * sum);
        }

        return x * sum;
    }

    private static double CosineOf(double x)
    {
        var sum = 1.0;
        for (var term = 21; term >= 1; term -= 2)
        {
            sum = 1 - (x * x / (term * (term + 1)) * sum);
        }

        return sum;
    }
}

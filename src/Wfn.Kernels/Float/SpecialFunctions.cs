#pragma warning disable IDE0005 // Core, which shares the file, uses the namespace anyway.
using System;
#pragma warning restore IDE0005

namespace Wfn.Kernels;

/// <summary>
/// Functions that the framework has not, in double. Reference, tables and generated code share this file, so that they agree to the last bit
/// wherever e^x and ln x do.
/// </summary>
internal static class SpecialFunctions
{
    private const double TwoOverRootOfPi = 1.1283791670955126;

    private const double HalfPi = 1.5707963267948966;
    private const int AngleSteps = 4;

    // The arc tangents of 0, 1/4, 1/2, 3/4 and 1.
    private static readonly double[] Angles =
        { 0, 0.24497866312686414, 0.4636476090008061, 0.6435011087932844, 0.7853981633974483 };

    // Terms of the power series that count up to 1: the next is below 1e-17.
    private const int LastTerm = 17;

    // Chebyshev coefficients of the error function from 1 to 2, 2 to 3.5 and 3.5 to 6.
    private static readonly double[] FromOne =
    {
        0.9428522557363892, 0.07216411186037618, -0.023555662412541055, 0.004179719271557277, -0.00029384471334866445,
        -3.2638635138919656e-05, 8.853742394382987e-06, -4.681008471396916e-07, -7.330109350955952e-08, 1.1752407126307547e-08,
        -7.524775090451023e-11, -1.142828196341959e-10, 7.874600614316337e-12, 5.467629123001088e-13, -9.403762598455633e-14,
        5.03122135760177e-16, 6.599040334178441e-16, -3.2680304320585616e-17,
    };

    private static readonly double[] FromTwo =
    {
        0.9989654833896837, 0.0017660940873977424, -0.0011098062312503395, 0.0005218450226764774, -0.00018540294195185908,
        4.945621151983887e-05, -9.508013182479708e-06, 1.12792768198082e-06, -1.0888101077339169e-08, -2.686993035669227e-08,
        5.687118545674306e-09, -4.5308598177855403e-10, -4.057647505706876e-11, 1.513620749514788e-11, -1.480693270091781e-12,
        -5.5590879208085154e-14, 3.1013197771760317e-14, -2.9079644338314146e-15, -1.1668236542870932e-16, 5.2808581160177023e-17,
    };

    private static readonly double[] FromThreeAndAHalf =
    {
        0.9999999015372965, 1.863207789795483e-07, -1.5783315303947878e-07, 1.197492603718086e-07, -8.141515081116169e-08,
        4.962614212893246e-08, -2.7127824416301156e-08, 1.3296971591548e-08, -5.838948896640645e-09, 2.2922785177736917e-09,
        -8.014481329169569e-10, 2.478686632331642e-10, -6.701449109991335e-11, 1.5496942863837157e-11, -2.9286284373725355e-12,
        3.993273308277603e-13, -1.7995124353338312e-14, -9.62702544911118e-15, 3.653307287898571e-15, -7.382893573673189e-16,
        8.397786145528985e-17,
    };

    /// <summary>The error function, 2/√π · ∫ e^−t² from 0 to x, by additions and multiplications alone.</summary>
    internal static double Erf(double x)
    {
        var size = Math.Abs(x);
        var value = size <= 1 ? Series(size)
            : size <= 2 ? Chebyshev(FromOne, (size - 1.5) * 2)
            : size <= 3.5 ? Chebyshev(FromTwo, (size - 2.75) / 0.75)
            : size <= 6 ? Chebyshev(FromThreeAndAHalf, (size - 4.75) / 1.25)
            : size > 6 ? 1 : size;
        return x < 0 ? -value : value;
    }

    /// <summary>ln(1 + x), exact for small x, too.</summary>
    internal static double Log1P(double x)
    {
        var sum = 1 + x;
        return sum == 1 || double.IsInfinity(sum) ? x : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>e^x − 1, exact for small x, too.</summary>
    internal static double ExpM1(double x)
    {
        var power = Math.Exp(x);
        var difference = power - 1;
        return power == 1 ? x : difference == -1 || double.IsInfinity(power) ? difference : difference * (x / Math.Log(power));
    }

    /// <summary>The arc tangent, by additions, multiplications and divisions alone.</summary>
    internal static double Atan(double x)
    {
        var size = Math.Abs(x);

        // Beyond 1 that of the reciprocal; then by the angle that is nearest of four.
        var t = size > 1 ? 1 / size : size;
        var step = Math.Floor((t * AngleSteps) + 0.5) / AngleSteps;
        var rest = (t - step) / (1 + (t * step));
        var angle = Angles[(int)(step > 0 ? step * AngleSteps : 0)] + AngleSeries(rest);
        var value = size > 1 ? HalfPi - angle : angle;
        return x < 0 ? -value : value;
    }

    /// <summary>The arc sine.</summary>
    internal static double Asin(double x) => Atan(x / Math.Sqrt((1 - x) * (1 + x)));

    /// <summary>The arc cosine.</summary>
    internal static double Acos(double x) => 2 * Atan(Math.Sqrt((1 - x) / (1 + x)));

    // Σ (−1)^n x^(2n + 1) / (2n + 1) for |x| up to 1/8.
    private static double AngleSeries(double x)
    {
        var square = x * x;
        var sum = 0.0;
        for (var term = 17; term >= 1; term -= 2)
        {
            sum = (1.0 / term) - (square * sum);
        }

        return x * sum;
    }

    // x · Σ (−x²)^n / (n! (2n + 1)), from the last term on.
    private static double Series(double x)
    {
        var square = -x * x;
        var sum = 1.0 / ((2 * LastTerm) + 1);
        for (var n = LastTerm; n > 0; n--)
        {
            sum = (1.0 / ((2 * n) - 1)) + (square / n * sum);
        }

        return TwoOverRootOfPi * x * sum;
    }

    // Clenshaw's recurrence, t from −1 to 1.
    private static double Chebyshev(double[] coefficients, double t)
    {
        var (next, afterNext) = (0.0, 0.0);
        for (var n = coefficients.Length - 1; n > 0; n--)
        {
            (next, afterNext) = ((2 * t * next) - afterNext + coefficients[n], next);
        }

        return (t * next) - afterNext + coefficients[0];
    }
}

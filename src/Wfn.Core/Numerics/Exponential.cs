namespace Wfn.Numerics;

/// <summary>
/// e^x from additions and multiplications alone, so that tables come out the same on every machine (library functions
/// may differ in the last place between platforms).
/// </summary>
public static class Exponential
{
    private const double Log2OfE = 1.4426950408889634;

    // ln 2 in two parts: k · LogOf2High is exact for every |k| below 2^21.
    private const double LogOf2High = 0.6931471803691238;
    private const double LogOf2Low = 1.9082149292705877E-10;

    /// <summary>e^x with a relative error below 1e-15; 0 below x = −700, and x above 700 counts as 700.</summary>
    public static double Of(double x)
    {
        if (x < -700)
        {
            return 0;
        }

        x = Math.Min(x, 700);
        var k = (int)Math.Floor((x * Log2OfE) + 0.5);
        var r = x - (k * LogOf2High) - (k * LogOf2Low);

        // Taylor's series; |r| ≤ 0.35, so that term 16 is below 1e-20.
        var sum = 1.0;
        for (var term = 15; term >= 1; term--)
        {
            sum = 1 + (r / term * sum);
        }

        return sum * FixedPointRounding.PowerOfTwo(k);
    }
}

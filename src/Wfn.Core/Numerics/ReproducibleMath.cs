namespace Wfn.Numerics;

/// <summary>
/// Functions worked out by additions, multiplications and divisions alone, which IEEE 754 rounds alike everywhere. They carry the
/// names of <see cref="Math"/>'s, in whose place they stand; what is missing here is exact in <see cref="Math"/>.
/// </summary>
public static class ReproducibleMath
{
    /// <summary>e^x.</summary>
    public static double Exp(double x) => Exponential.Of(x);
}

using System.Globalization;
using System.Text;
using Wfn.Numerics;

namespace Wfn.Artifact;

/// <summary>
/// Codebook values as header lines: <c>value index=3 mantissa=-20 value=-0.0390625 terms=[-2^-5,-2^-7] weights=512</c>.
/// The terms are signed powers of two that come to the value, the fewest possible.
/// </summary>
internal static class CodebookLine
{
    private const int MaximumMantissa = (1 << 24) - 1;

    public static void Write(StringBuilder text, Codebook codebook, int index, long weights) =>
        new ArtifactLineWriter(text, "value")
            .Number("index", index)
            .Number("mantissa", codebook.Mantissas[index])
            .Number("value", codebook.Value(index))
            .Words("terms", Terms(codebook.Mantissas[index], codebook.FractionBits))
            .Number("weights", weights)
            .End();

    /// <summary>Reads the line of one value; what is derived from the mantissa is checked against it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="index">The value's place in the codebook.</param>
    /// <param name="fractionBits">F of the codebook.</param>
    public static (int Mantissa, long Weights) Read(ArtifactLine line, int index, int fractionBits)
    {
        line.Integer("index", index, index);
        var mantissa = line.Integer("mantissa", -MaximumMantissa, MaximumMantissa);
        if (line.Float("value") != (float)(mantissa / (double)(1L << fractionBits)))
        {
            throw line.Fail("value", $"it is not {mantissa} / 2^{fractionBits}");
        }

        if (!line.Words("terms").SequenceEqual(Terms(mantissa, fractionBits), StringComparer.Ordinal))
        {
            throw line.Fail("terms", $"they are not the minimal signed terms of {mantissa} / 2^{fractionBits}");
        }

        var weights = line.LongInteger("weights", 0, SymbolModel.MaximumWeights >> 16);
        line.End();
        return (mantissa, weights);
    }

    private static IEnumerable<string> Terms(int mantissa, int fractionBits)
    {
        foreach (var term in SignedDigit.NonAdjacentForm(mantissa).ToArray())
        {
            yield return (term.Negative ? "-2^" : "+2^") + (term.Exponent - fractionBits).ToString(CultureInfo.InvariantCulture);
        }
    }
}

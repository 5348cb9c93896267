using System.Globalization;

namespace Wfn.Benchmarks.Inference.Measurement;

/// <summary>How far outputs are from others.</summary>
/// <param name="Relative">The root mean square of the difference over that of the others.</param>
/// <param name="SameLargest">The part of the samples whose largest output is at the same place.</param>
internal readonly record struct Distance(double Relative, double SameLargest)
{
    /// <summary>Compares.</summary>
    /// <param name="reference">The others.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="length">Outputs of one sample.</param>
    public static Distance Between(ReadOnlySpan<float> reference, ReadOnlySpan<float> outputs, int length)
    {
        var (differences, squares, same) = (0.0, 0.0, 0);
        for (var i = 0; i < reference.Length; i++)
        {
            var difference = (double)outputs[i] - reference[i];
            differences += difference * difference;
            squares += (double)reference[i] * reference[i];
        }

        for (var start = 0; start < reference.Length; start += length)
        {
            same += Largest(reference.Slice(start, length)) == Largest(outputs.Slice(start, length)) ? 1 : 0;
        }

        return new Distance(Math.Sqrt(differences / Math.Max(squares, 1e-30)), (double)same * length / reference.Length);
    }

    /// <summary>As in "1.5 %, largest output 100 % the same".</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Relative:P2}, largest output {SameLargest:P0} the same");

    private static int Largest(ReadOnlySpan<float> values)
    {
        var place = 0;
        for (var i = 1; i < values.Length; i++)
        {
            place = values[i] > values[place] ? i : place;
        }

        return place;
    }
}

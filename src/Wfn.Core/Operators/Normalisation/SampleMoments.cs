namespace Wfn.Operators;

/// <summary>Mean and standard deviation as normalisations of a sample's own statistics take them.</summary>
internal static class SampleMoments
{
    /// <summary>The mean, and √(σ² + ε).</summary>
    public static (double Mean, double Deviation) Of(ReadOnlySpan<float> values, float epsilon)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        var mean = sum / values.Length;
        var squares = 0.0;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, Math.Sqrt((squares / values.Length) + epsilon));
    }
}

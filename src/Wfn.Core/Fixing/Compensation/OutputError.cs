namespace Wfn.Fixing.Compensation;

/// <summary>How far two runs of the same samples lie apart at a value.</summary>
internal static class OutputError
{
    /// <summary>The squared error, summed over samples and elements.</summary>
    public static double SquaredError(SampleRuns one, SampleRuns other, string name)
    {
        var sum = 0.0;
        for (var sample = 0; sample < one.Count; sample++)
        {
            var a = one.Of(sample, name);
            var b = other.Of(sample, name);
            for (var i = 0; i < a.Length; i++)
            {
                sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
            }
        }

        return sum;
    }

    /// <summary>The mean squared error as a part of the variance of the first one's values around each element's mean.</summary>
    public static double Relative(SampleRuns one, SampleRuns other, string name)
    {
        var mean = new double[one.Of(0, name).Length];
        for (var sample = 0; sample < one.Count; sample++)
        {
            var values = one.Of(sample, name);
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += values[i] / (double)one.Count;
            }
        }

        var variance = 0.0;
        for (var sample = 0; sample < one.Count; sample++)
        {
            var values = one.Of(sample, name);
            for (var i = 0; i < mean.Length; i++)
            {
                variance += (values[i] - mean[i]) * (values[i] - mean[i]);
            }
        }

        return SquaredError(one, other, name) / Math.Max(variance, 1e-30);
    }
}

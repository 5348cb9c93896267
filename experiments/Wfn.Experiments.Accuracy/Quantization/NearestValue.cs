namespace Wfn.Experiments.Accuracy.Quantization;

/// <summary>Finds the nearest of a few values.</summary>
internal static class NearestValue
{
    /// <summary>The points half-way between neighbours.</summary>
    /// <param name="values">The values, ascending.</param>
    public static float[] Midpoints(ReadOnlySpan<float> values)
    {
        var midpoints = new float[values.Length - 1];
        for (var i = 0; i < midpoints.Length; i++)
        {
            midpoints[i] = (float)(((double)values[i] + values[i + 1]) / 2);
        }

        return midpoints;
    }

    /// <summary>The index of the value nearest to <paramref name="weight"/>; half-way the lower one.</summary>
    /// <param name="midpoints">See <see cref="Midpoints"/>.</param>
    /// <param name="weight">The weight.</param>
    public static int IndexOf(ReadOnlySpan<float> midpoints, float weight)
    {
        var (low, high) = (0, midpoints.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (weight > midpoints[middle])
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}

namespace Wfn.Benchmarks.Startup;

/// <summary>What both apps ask their network.</summary>
internal static class Picture
{
    /// <summary>28 × 28 grey values from 0 to 1.</summary>
    public static float[] Make()
    {
        var values = new float[28 * 28];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(0.5 + (0.5 * Math.Sin((i % 28 * 0.3) + (i / 28 * 0.2))));
        }

        return values;
    }

    /// <summary>The place of the largest score.</summary>
    public static int Largest(ReadOnlySpan<float> scores)
    {
        var largest = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            largest = scores[i] > scores[largest] ? i : largest;
        }

        return largest;
    }
}

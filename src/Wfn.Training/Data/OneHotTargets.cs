namespace Wfn.Training.Data;

/// <summary>Targets that are 1 for one class and 0 for all others.</summary>
internal static class OneHotTargets
{
    /// <summary>The class of every sample; null where a sample has other numbers.</summary>
    /// <param name="values">The numbers of all samples.</param>
    /// <param name="length">How many a sample has: as many as there are classes.</param>
    public static int[]? Find(ReadOnlySpan<float> values, int length)
    {
        if (length < 2)
        {
            return null;
        }

        var classes = new int[values.Length / length];
        for (var sample = 0; sample < classes.Length; sample++)
        {
            var own = values.Slice(sample * length, length);
            var hot = own.IndexOf(1f);
            if (hot < 0 || own.ContainsAnyExcept(0f, 1f) || own[(hot + 1)..].Contains(1f))
            {
                return null;
            }

            classes[sample] = hot;
        }

        return classes;
    }
}

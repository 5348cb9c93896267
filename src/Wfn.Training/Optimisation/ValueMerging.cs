namespace Wfn.Training.Optimisation;

/// <summary>
/// Takes values out of a finished codebook whose weights can go to a neighbour without loss, the rarest first.
/// </summary>
internal static class ValueMerging
{
    /// <summary>Merges.</summary>
    /// <param name="weights">The weights on the codebook; those of merged values are moved.</param>
    /// <param name="isNoWorse">Tells whether the present weights do no worse than those before the last change.</param>
    /// <returns>How many values are gone.</returns>
    public static int Run(Memory<float> weights, Func<bool> isNoWorse)
    {
        var merged = 0;
        var before = weights.ToArray();
        var byCount = before.CountBy(value => value + 0f).OrderBy(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key).ToArray();
        var values = new SortedSet<float>(byCount);
        foreach (var value in byCount.Where(_ => values.Count > 2))
        {
            values.Remove(value);
            var neighbour = values.MinBy(other => (Math.Abs(other - value), Math.Abs(other)));
            Move(weights.Span, value, neighbour);
            if (isNoWorse())
            {
                merged++;
                weights.CopyTo(before);
            }
            else
            {
                before.CopyTo(weights);
                values.Add(value);
            }
        }

        return merged;
    }

    private static void Move(Span<float> weights, float from, float to)
    {
        foreach (ref var weight in weights)
        {
            weight = weight == from ? to : weight;
        }
    }
}

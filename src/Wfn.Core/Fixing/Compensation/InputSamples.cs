namespace Wfn.Fixing.Compensation;

/// <summary>Samples of a network's inputs.</summary>
/// <param name="Count">How many.</param>
/// <param name="Values">For every input its samples one after another: count × elements of the input.</param>
public sealed record InputSamples(int Count, IReadOnlyDictionary<string, float[]> Values)
{
    /// <summary>The first samples.</summary>
    /// <param name="count">How many at most.</param>
    public InputSamples First(int count) => count >= Count ? this : new InputSamples(count, Values.ToDictionary(
        input => input.Key, input => input.Value.AsSpan(0, input.Value.Length / Count * count).ToArray(), StringComparer.Ordinal));

    /// <summary>Some of the samples, evenly from all of them.</summary>
    /// <param name="count">How many at most.</param>
    public InputSamples Spread(int count) => count >= Count ? this : Where([.. Enumerable.Range(0, count).Select(i => (int)((long)i * Count / count))]);

    /// <summary>Takes one sample in so many out, evenly spread.</summary>
    /// <param name="every">In how many, at least 2 and at most as many as there are samples.</param>
    public (InputSamples Others, InputSamples Taken) Split(int every)
    {
        var all = Enumerable.Range(0, Count).ToLookup(sample => sample % every == every - 1);
        return (Where([.. all[false]]), Where([.. all[true]]));
    }

    private InputSamples Where(int[] taken) => new(taken.Length, Values.ToDictionary(
        input => input.Key, input => taken.SelectMany(sample => Of(input.Key, sample)).ToArray(), StringComparer.Ordinal));

    /// <summary>One sample of an input.</summary>
    public float[] Of(string input, int sample)
    {
        var length = Values[input].Length / Count;
        return Values[input].AsSpan(sample * length, length).ToArray();
    }
}

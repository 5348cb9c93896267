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

    /// <summary>Takes one sample in so many out, evenly spread.</summary>
    /// <param name="every">In how many, at least 2 and at most as many as there are samples.</param>
    public (InputSamples Others, InputSamples Taken) Split(int every)
    {
        return (Where(sample => sample % every != every - 1), Where(sample => sample % every == every - 1));

        InputSamples Where(Func<int, bool> isTaken)
        {
            int[] taken = [.. Enumerable.Range(0, Count).Where(isTaken)];
            return new InputSamples(taken.Length, Values.ToDictionary(
                input => input.Key, input => taken.SelectMany(sample => Of(input.Key, sample)).ToArray(), StringComparer.Ordinal));
        }
    }

    /// <summary>One sample of an input.</summary>
    public float[] Of(string input, int sample)
    {
        var length = Values[input].Length / Count;
        return Values[input].AsSpan(sample * length, length).ToArray();
    }
}

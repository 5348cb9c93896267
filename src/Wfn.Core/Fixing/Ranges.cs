namespace Wfn.Fixing;

/// <summary>Splits work over an index range into one contiguous part a thread.</summary>
internal static class Ranges
{
    /// <summary>Fewer elements than this are not worth a thread.</summary>
    private const int LeastOfPart = 1 << 14;

    /// <summary>In how many parts so many elements are worked on.</summary>
    /// <param name="count">How many.</param>
    /// <param name="threads">The most threads; 0 for one a core.</param>
    public static int PartsFor(int count, int threads) =>
        Math.Max(1, Math.Min(count / LeastOfPart, threads == 0 ? Environment.ProcessorCount : threads));

    /// <summary>The first element of a part.</summary>
    public static int Start(int count, int parts, int part) => (int)((long)count * part / parts);

    /// <summary>Runs <paramref name="work"/>(start, end) for each part, at once where it pays.</summary>
    public static void ForEach(int count, int threads, Action<int, int> work)
    {
        var parts = PartsFor(count, threads);
        ForEachPart(parts, part => work(Start(count, parts, part), Start(count, parts, part + 1)));
    }

    /// <summary>Runs <paramref name="work"/>(part) for each part, at once where there are several.</summary>
    public static void ForEachPart(int parts, Action<int> work)
    {
        if (parts == 1)
        {
            work(0);
        }
        else
        {
            Parallel.For(0, parts, work);
        }
    }
}

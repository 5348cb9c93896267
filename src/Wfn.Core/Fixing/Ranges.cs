namespace Wfn.Fixing;

/// <summary>Splits work over an index range into one contiguous part a core.</summary>
internal static class Ranges
{
    /// <summary>Fewer elements than this are not worth a thread.</summary>
    private const int LeastOfPart = 1 << 14;

    /// <summary>In how many parts so many elements are worked on.</summary>
    public static int PartsFor(int count) => Math.Max(1, Math.Min(count / LeastOfPart, Environment.ProcessorCount));

    /// <summary>The first element of a part.</summary>
    public static int Start(int count, int parts, int part) => (int)((long)count * part / parts);

    /// <summary>Runs <paramref name="work"/>(start, end) for each part, at once where it pays.</summary>
    public static void ForEach(int count, Action<int, int> work)
    {
        var parts = PartsFor(count);
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

namespace Wfn.Fixing;

/// <summary>
/// How many free weights lie nearest to each of a list of centres, by plain absolute distance. Over sorted weights the nearest
/// centre only ever rises, so the places where it changes say everything; they hold for the whole round.
/// </summary>
internal sealed class NearestCounts
{
    private readonly int[] ends;
    private readonly int[] below;

    /// <summary>Finds the places.</summary>
    /// <param name="sorted">The weights, free or not.</param>
    /// <param name="centres">The centres, ascending and distinct, at least one.</param>
    public NearestCounts(SortedWeights sorted, float[] centres)
    {
        Centres = centres;
        ends = new int[centres.Length];
        below = new int[centres.Length];
        var start = 0;
        for (var i = 0; i + 1 < centres.Length; i++)
        {
            start = EndOfLower(sorted, centres[i], centres[i + 1], start);
            ends[i] = start;
        }

        ends[centres.Length - 1] = sorted.Count;
    }

    /// <summary>The centres, ascending.</summary>
    public float[] Centres { get; }

    /// <summary>The index of the centre with the most free weights; of several the lowest centre.</summary>
    public int MostPopular(FreeWindows free)
    {
        free.CountBelow(ends, below);
        var (best, most) = (0, below[0]);
        for (var i = 1; i < below.Length; i++)
        {
            if (below[i] - below[i - 1] > most)
            {
                (best, most) = (i, below[i] - below[i - 1]);
            }
        }

        return best;
    }

    /// <summary>The centres that are nearest to any free weight, those with the most weights first, then the lowest.</summary>
    public IEnumerable<float> ByPopularity(FreeWindows free)
    {
        free.CountBelow(ends, below);
        return Enumerable.Range(0, below.Length)
            .Select(i => (Centre: Centres[i], Count: i == 0 ? below[0] : below[i] - below[i - 1]))
            .Where(c => c.Count > 0)
            .OrderByDescending(c => c.Count)
            .Select(c => c.Centre);
    }

    /// <summary>
    /// The first position whose weight is nearer to the upper of two neighbouring centres. Differences are rounded to float32, as in
    /// the authors' code, and ties go to the lower centre.
    /// </summary>
    private static int EndOfLower(SortedWeights sorted, float lower, float upper, int start)
    {
        var values = sorted.Values;
        var end = sorted.Count;
        while (start < end)
        {
            var middle = (int)(((uint)start + (uint)end) >> 1);
            var weight = values[middle];
            if (Math.Abs((float)(weight - lower)) <= Math.Abs((float)(weight - upper)))
            {
                start = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return start;
    }
}

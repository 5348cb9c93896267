namespace Wfn.Training.Data;

/// <summary>
/// Parts of data that is not in memory as a whole: those in use, and those that will be used next, which are read in the background. What is
/// returned does not depend on when it was read.
/// </summary>
internal sealed class PartCache
{
    private readonly Func<int, float[]> read;
    private readonly int capacity;
    private readonly TaskFactory readers;
    private readonly Lock gate = new();
    private readonly Dictionary<int, Task<float[]>> kept = [];
    private readonly int[] places;
    private int[] expected = [];
    private int begun;

    /// <param name="parts">How many parts there are.</param>
    /// <param name="capacity">How many are kept, those that are being read among them; half of them are read ahead.</param>
    /// <param name="readers">How many are read at once.</param>
    /// <param name="read">Reads a part; it may throw what its file deserves, which who asks for the part will see.</param>
    public PartCache(int parts, int capacity, int readers, Func<int, float[]> read)
    {
        this.read = read;
        this.capacity = capacity;
        this.readers = new TaskFactory(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, readers).ConcurrentScheduler);
        places = new int[parts];
        Expect(Enumerable.Range(0, parts).ToArray());
    }

    /// <summary>How many parts can be used in turn while as many others are read.</summary>
    public int Window => capacity / 2;

    /// <summary>Says in which order parts will be used.</summary>
    public void Expect(int[] order)
    {
        lock (gate)
        {
            expected = order;
            Array.Fill(places, -1);
            for (var i = 0; i < order.Length; i++)
            {
                places[order[i]] = i;
            }

            begun = -1;
        }
    }

    /// <summary>A part's samples; waits until they are read.</summary>
    public float[] Part(int part)
    {
        Task<float[]> reading;
        lock (gate)
        {
            // Parts of this window, in whatever order they are used, and those that follow fill what is kept.
            var window = places[part] / Window * Window;
            reading = Begin(part, window);
            for (var place = Math.Max(begun, places[part]) + 1; places[part] >= 0 && place <= places[part] + Window && place < expected.Length; place++)
            {
                Begin(expected[place], window);
                begun = place;
            }
        }

        return reading.GetAwaiter().GetResult();
    }

    private Task<float[]> Begin(int part, int window)
    {
        if (kept.TryGetValue(part, out var found))
        {
            return found;
        }

        // What was used before makes room, or what will be used last.
        while (kept.Count >= capacity)
        {
            var first = kept.Keys.MinBy(known => places[known]);
            kept.Remove(places[first] < window ? first : kept.Keys.MaxBy(known => places[known]));
        }

        var reading = readers.StartNew(() => read(part));
        kept.Add(part, reading);
        return reading;
    }
}

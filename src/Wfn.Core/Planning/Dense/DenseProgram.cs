namespace Wfn.Planning;

/// <summary>
/// In which order a block of output channels goes through its steps, and where its 16-bit sums end.
/// </summary>
/// <param name="Pieces">
/// Threes: a piece's first step; its number of steps, negative where 16-bit sums end with it; and what these are then multiplied with.
/// </param>
/// <param name="PieceEnds">For each block the end of its pieces.</param>
/// <param name="Steps">Steps of all blocks.</param>
/// <param name="Widenings">How often the 16-bit sums of a block end, all blocks together.</param>
/// <param name="Scale">Bytes hold weights in units of 2 to this power; what is left over has pieces of its own.</param>
internal sealed record DenseProgram(EquatableArray<int> Pieces, EquatableArray<int> PieceEnds, long Steps, int Widenings, int Scale)
{
    /// <summary>Numbers of a piece.</summary>
    public const int PieceLength = 3;

    /// <summary>Steps that a widening costs: it is a multiplication and an addition, as a step is, and empties the sums.</summary>
    public const double WideningCost = 1.5;
    private const int LargestScale = 7;
    private const long MostWeightsTried = 1 << 16;

    /// <summary>Vector steps for a pixel: what programs are compared by.</summary>
    public double Cost => Steps + (Widenings * WideningCost);

    /// <summary>
    /// The largest sum of byte weights of one sign whose products with an input fit 16 bits, whatever the inputs are.
    /// </summary>
    public static int ByteLimit(int largestInput) => short.MaxValue / Math.Max(1, largestInput);

    /// <summary>Sums of 32 bits, which the overflow proof of the network covers and the last run ends: runs as they lie, the same for all blocks.</summary>
    public static DenseProgram Exact(DenseForm form, DenseArithmetic arithmetic)
    {
        var steps = form.StepsPerRun(arithmetic);
        var blocks = form.BlockCount;
        var all = new List<int>();
        var ends = new List<int>();
        for (var block = 0; block < blocks; block++)
        {
            for (var run = 0; run < form.Runs; run++)
            {
                all.AddRange([run * steps, run == form.Runs - 1 ? -steps : steps, 1]);
            }

            ends.Add(all.Count);
        }

        return new DenseProgram(all.ToEquatableArray(), ends.ToEquatableArray(), (long)blocks * form.Runs * steps, 0, 0);
    }

    /// <summary>
    /// Sums of 16 bits that end as seldom as the weights allow, in the cheapest unit; weights too large for a byte (or for a pair's
    /// sum) take further visits of their step. Null where the steps would be more than twice as many.
    /// </summary>
    public static DenseProgram? OfBytes(DenseForm form, int limit)
    {
        // A few blocks tell which unit is cheapest; a large layer is laid out only once.
        var tried = (int)Math.Max(1, MostWeightsTried / ((long)form.Runs * form.RunLength * form.BlockLength));
        DenseProgram? best = null;
        for (var scale = 0; scale <= LargestScale; scale++)
        {
            var program = new DenseProgramBuilder(form, limit, scale).Build(tried);
            best = program is not null && (best is null || program.Cost < best.Cost) ? program : best;
        }

        return best is null || best.PieceEnds.Count == form.BlockCount ? best : new DenseProgramBuilder(form, limit, best.Scale).Build(form.BlockCount);
    }
}

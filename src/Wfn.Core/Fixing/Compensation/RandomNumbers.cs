namespace Wfn.Fixing.Compensation;

/// <summary>Random numbers that are the same on every machine and runtime (xorshift).</summary>
internal sealed class RandomNumbers
{
    /// <summary>Of twelve uniform numbers, whose sum has variance 1 and needs no function that runtimes round differently.</summary>
    private const int Summands = 12;

    private ulong state;

    /// <summary>Starts.</summary>
    public RandomNumbers(int seed) => state = ((ulong)(uint)seed * 0x9E3779B97F4A7C15) + 0x632BE59BD9B4E019;

    /// <summary>A number from 0 to below 1.</summary>
    public double Uniform()
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (state >> 11) / (double)(1L << 53);
    }

    /// <summary>A number of mean 0 and deviation 1, nearly normal.</summary>
    public double Normal()
    {
        var sum = 0.0;
        for (var i = 0; i < Summands; i++)
        {
            sum += Uniform();
        }

        return sum - (Summands / 2);
    }
}

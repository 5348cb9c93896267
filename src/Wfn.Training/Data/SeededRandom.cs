using System.Numerics;

namespace Wfn.Training.Data;

/// <summary>
/// Pseudo-random numbers that are the same for a seed on every machine and in every version of .NET, which
/// <see cref="Random"/> does not promise: xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64.
/// </summary>
internal sealed class SeededRandom
{
    private readonly ulong[] state = new ulong[4];

    /// <param name="seed">The user's seed.</param>
    /// <param name="stream">Numbers of different streams of a seed have nothing to do with each other.</param>
    public SeededRandom(int seed, int stream = 0)
    {
        var mixed = ((ulong)(uint)seed << 32) | (uint)stream;
        for (var i = 0; i < state.Length; i++)
        {
            mixed += 0x9e3779b97f4a7c15;
            var z = mixed;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            state[i] = z ^ (z >> 31);
        }
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1, all of them equally likely.</summary>
    public int Next(int bound)
    {
        // Numbers past the last whole multiple of the bound are drawn again.
        var limit = ulong.MaxValue - (ulong.MaxValue % (ulong)bound);
        ulong drawn;
        do
        {
            drawn = NextBits();
        }
        while (drawn >= limit);

        return (int)(drawn % (ulong)bound);
    }

    /// <summary>Puts the items in random order (Fisher and Yates).</summary>
    public void Shuffle(Span<int> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private ulong NextBits()
    {
        var result = BitOperations.RotateLeft(state[1] * 5, 7) * 9;
        var shifted = state[1] << 17;
        state[2] ^= state[0];
        state[3] ^= state[1];
        state[1] ^= state[2];
        state[0] ^= state[3];
        state[2] ^= shifted;
        state[3] = BitOperations.RotateLeft(state[3], 45);
        return result;
    }
}

namespace Wfn.Benchmarks.Sizes;

/// <summary>A probability that adapts: the mean of a quick and a slow estimate, as in NNCodec.</summary>
internal sealed class AdaptiveBit
{
    private const int QuickShift = 4;
    private const int SlowShift = 7;
    private int quick = BinaryEncoder.One / 2;
    private int slow = BinaryEncoder.One / 2;

    /// <summary>How probable a 1 is, of <see cref="BinaryEncoder.One"/>.</summary>
    public int One => Math.Clamp((quick + slow) / 2, 1 << 5, BinaryEncoder.One - (1 << 5));

    /// <summary>Learns.</summary>
    public void Add(bool bit)
    {
        quick += ((bit ? BinaryEncoder.One : 0) - quick) >> QuickShift;
        slow += ((bit ? BinaryEncoder.One : 0) - slow) >> SlowShift;
    }
}

/// <summary>A binary range coder: 32 bits of range, carries as in LZMA.</summary>
internal sealed class BinaryEncoder
{
    /// <summary>Probability 1.</summary>
    public const int One = 1 << 15;

    private const int OneBits = 15;
    private const uint SmallestRange = 1u << 24;
    private readonly List<byte> bytes = [];
    private ulong low;
    private uint range = uint.MaxValue;
    private byte held;
    private long waiting;
    private bool hasHeld;

    /// <summary>Codes a bit by what is known of it.</summary>
    public void Add(AdaptiveBit model, bool bit)
    {
        var bound = (range >> OneBits) * (uint)model.One;
        Narrow(bit, bound);
        model.Add(bit);
    }

    /// <summary>Codes a bit that is as often 1 as 0.</summary>
    public void AddEven(bool bit) => Narrow(bit, range >> 1);

    /// <summary>Ends; the number of bytes.</summary>
    public int Finish()
    {
        for (var i = 0; i < 5; i++)
        {
            Shift();
        }

        return bytes.Count;
    }

    private void Narrow(bool bit, uint bound)
    {
        if (bit)
        {
            range = bound;
        }
        else
        {
            low += bound;
            range -= bound;
        }

        while (range < SmallestRange)
        {
            Shift();
            range <<= 8;
        }
    }

    private void Shift()
    {
        if (low < 0xFF000000UL || low > uint.MaxValue)
        {
            var carry = (byte)(low >> 32);
            if (hasHeld)
            {
                bytes.Add((byte)(held + carry));
            }

            for (; waiting > 0; waiting--)
            {
                bytes.Add((byte)(0xFF + carry));
            }

            held = (byte)(low >> 24);
            hasHeld = true;
        }
        else
        {
            waiting++;
        }

        low = (low & 0x00FFFFFF) << 8;
    }
}

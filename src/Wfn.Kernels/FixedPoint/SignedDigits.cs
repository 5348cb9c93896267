using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>An integer constant as a sum of few powers of two, so that a product with it is shifts and additions.</summary>
internal readonly struct SignedDigits
{
    private readonly int[] digits;

    /// <summary>The non-adjacent form of a constant, the form with the fewest digits.</summary>
    internal SignedDigits(int constant) => digits = Of(constant);

    /// <summary>Each digit's exponent, complemented where the digit is subtracted.</summary>
    internal int[] Digits => digits;

    /// <summary>The digits of an integer: each one's exponent, complemented where the digit is subtracted.</summary>
    internal static int[] Of(int constant)
    {
        var digits = new List<int>();
        long rest = constant;
        for (var exponent = 0; rest != 0; exponent++, rest >>= 1)
        {
            if ((rest & 1) != 0)
            {
                var negative = (rest & 3) == 3;
                digits.Add(negative ? ~exponent : exponent);
                rest += negative ? 1 : -1;
            }
        }

        return digits.ToArray();
    }

    /// <summary>The digits of several constants.</summary>
    internal static SignedDigits[] Of(int[] constants)
    {
        var all = new SignedDigits[constants.Length];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = new SignedDigits(constants[i]);
        }

        return all;
    }

    /// <summary>The constant times a value, without a multiplication.</summary>
    internal int Times(int value)
    {
        var product = 0;
        foreach (var digit in digits)
        {
            product += digit < 0 ? -(value << ~digit) : value << digit;
        }

        return product;
    }
}

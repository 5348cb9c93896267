namespace Wfn.Kernels;

/// <summary>Digits of base 91 as printable ASCII: digit d is character 35 + d, without the backslash.</summary>
internal static class Base91
{
    /// <summary>The number of digits.</summary>
    internal const int Base = 91;

    /// <summary>The character of digit 0.</summary>
    internal const int First = 35;

    /// <summary>Digits of a number of 32 bits.</summary>
    internal const int DigitsOf32Bits = 5;

    /// <summary>The value of a character.</summary>
    internal static int Digit(byte character) => character - (character > '\\' ? First + 1 : First);

    /// <summary>The character of a digit.</summary>
    internal static char Character(int digit) => (char)(digit + (digit + First >= '\\' ? First + 1 : First));
}

// The answer without a network: what no app on .NET can be faster than.
Console.WriteLine(9);
if (args.Length > 0)
{
    // Whoever measures memory looks at the process now, and then closes its input.
    Console.OpenStandardInput().ReadByte();
}

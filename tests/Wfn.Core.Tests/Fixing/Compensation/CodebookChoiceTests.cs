using Wfn.Fixing.Compensation;
using Wfn.Numerics;

namespace Wfn.Core.Tests.Fixing.Compensation;

public class CodebookChoiceTests
{
    private const float Smallest = 1f / (1 << 12);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void CandidatesAreAllSumsOfSoManyPowers(int powers)
    {
        var candidates = CodebookCandidates.Of(Cells([0.3f, -0.7f]), powers, Smallest);

        // From 1/4 to 1, the octaves of the two weights: in each, of as many fractions as the powers reach to, those that so many powers make.
        var fractions = 1 << ((2 * powers) - 1);
        var mantissas = Enumerable.Range(fractions, fractions + 1).Where(number => SignedDigit.NonAdjacentForm(number).Count <= powers)
            .Select(number => number / (float)fractions).ToArray();
        var expected = mantissas.Select(mantissa => mantissa / 4).Concat(mantissas.Select(mantissa => mantissa / 2)).Distinct().Order();
        Assert.Equal(expected, candidates.Where(value => value > 0));
        Assert.Equal(candidates.Select(value => -value).Order(), candidates);
    }

    [Fact]
    public void CandidatesFitIntoOneCodebook()
    {
        // The largest weight leaves 24 bits, of which the smallest ones have four.
        var weights = Enumerable.Range(-18, 20).Select(exponent => MathF.ScaleB(1.3f, exponent)).ToArray();
        var smallest = Wfn.Fixing.CodebookWindow.SmallestThreshold(weights.Max());
        var candidates = CodebookCandidates.Of(Cells(weights), 5, smallest);

        Assert.InRange(candidates.Where(value => value > 0).Min(), smallest, 2 * smallest);
        Assert.Equal(candidates.Length, Codebook.FromValues(candidates).Count);
    }

    [Fact]
    public void TheCheapestValueAndItsMarginAreThoseOfAllValues()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 300; trial++)
        {
            var values = Enumerable.Range(0, random.Next(2, 40)).Select(_ => (float)(random.NextDouble() - 0.5)).Append(0).Order().Distinct().ToArray();
            var prices = values.Select(_ => random.NextDouble() * random.Next(3)).ToArray();
            var codebook = new PricedCodebook(values, prices);
            var (weight, cost) = (random.NextDouble() - 0.5, Math.Pow(10, random.Next(-2, 4)));

            var costs = values.Select((value, i) => (cost * (value - weight) * (value - weight)) + prices[i]).ToArray();
            var (index, margin) = codebook.CheapestAndMargin(weight, cost);
            Assert.Equal(costs.Min(), costs[index]);
            Assert.Equal(costs.Where((_, i) => i != index).Min() - costs[index], margin, 1e-12);
            Assert.Equal(costs.Min(), costs[codebook.Cheapest(weight, cost)]);
        }
    }

    [Fact]
    public void WeightsThatAllowNoErrorGetValuesOfMorePowers()
    {
        var random = new Random(7);
        var choice = new CodebookChoice();
        for (var i = 0; i < 4000; i++)
        {
            choice.Add((float)((random.NextDouble() - 0.5) * random.NextDouble()), 1);
        }

        float[] delicate = [.. Enumerable.Range(0, 20).Select(_ => (float)(random.NextDouble() - 0.5))];
        foreach (var weight in delicate)
        {
            choice.Add(weight, 1e6);
        }

        var two = choice.ChooseWithin(new CodebookBudget(64, 5), Smallest);
        var five = choice.ChooseWithin(new CodebookBudget(64, 5, 5), Smallest);

        Assert.All([two, five], chosen =>
        {
            Assert.InRange(chosen.Codebook.Values.Length, 2, 64);
            Assert.InRange(chosen.Bits, 0, 5);
        });
        Assert.True(five.Loss < two.Loss / 20, $"{five.Loss} {two.Loss}");
    }

    private static WeightCell[] Cells(IEnumerable<float> weights)
    {
        var cells = new WeightCells(48);
        foreach (var weight in weights)
        {
            cells.Add(weight, 1);
        }

        return cells.Sorted;
    }
}

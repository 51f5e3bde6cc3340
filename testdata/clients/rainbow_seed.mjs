// The company that Rainbow's client meets: more people than a page holds, a PBX with
// extensions, a group of a manager and assistants. The Hub's has a Cloud PBX instead.
const people = Array.from({ length: 120 }, (_, i) => ({
  loginEmail: `user${i + 1}@acme.example`, firstName: `Name${i + 1}`, lastName: `Last${i + 1}`, profiles: [{ offerName: 'Voice Enterprise Custom' }]
}))

const hub = {
  cloudPbxs: [{ name: 'Cloud', numberingPrefix: 8, numberingDigits: 4 }],
  phoneNumbers: [1, 2, 3, 4].map((n) => ({ systemId: 'Cloud', shortNumber: `800${n}`, userId: `user${n}@acme.example` }))
}

const pbx = {
  systems: [{ name: 'OXE', type: 'oxe', country: 'FRA', siteId: ['Paris'], status: 'activated' }],
  phoneNumbers: [1, 2, 3, 4, 5].map((n) => ({ systemId: 'OXE', shortNumber: `200${n}`, ...(n < 5 ? { userId: `user${n}@acme.example` } : {}) })),
  supervisionGroups: [{
    name: 'Direction', type: 'manager_assistant',
    members: [{ userId: 'user1@acme.example', roles: ['manager'] }, { userId: 'user2@acme.example', roles: ['assistant'] }]
  }]
}

export const seed = (edition) => ({
  companies: [{ name: 'Acme', country: 'FRA' }], sites: [{ name: 'Paris', status: 'active' }],
  subscriptions: [{ offerId: 'Essential' }, { offerId: 'Business', maxNumberUsers: 1 }, { offerId: 'Voice Enterprise Custom', maxNumberUsers: 200 }],
  users: [{ loginEmail: 'admin@patchbay.example', password: 'Patchbay-1', firstName: 'Admin', lastName: 'Patchbay', roles: ['user', 'admin'], adminType: 'company_admin', isInitialized: true }, ...people],
  ...(edition === 'hub' ? hub : pbx)
})
